"""The public pages. They read results and set texts, arrange them and print them; they compute nothing."""
