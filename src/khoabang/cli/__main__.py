"""`python -m khoabang.cli`."""

import sys

from khoabang.cli import main

sys.exit(main())
