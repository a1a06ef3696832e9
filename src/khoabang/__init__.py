"""Khoa Bảng runs a public body's yearly evaluation from the signed criteria to the signed, recomputable ranking.

Nothing lives here but the version. The layers, each importing only what stands below it: ``cli``, ``web``,
``documents``, ``auditing`` and ``analysis``, ``scoring``.
"""

__version__ = "0.1.0"
