"""Where the frozen program starts."""

from pea_desktop.__main__ import main

if __name__ == "__main__":
    main()
