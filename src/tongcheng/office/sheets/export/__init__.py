"""What leaves the office as files: queries make plain rows, :mod:`tongcheng.render` writes them."""
