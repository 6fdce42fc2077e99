"""`python -m translate` is the command `fr2en`."""

from translate.cli import main

if __name__ == "__main__":
    main()
