"""Run the command line with `python -m authorisation`."""

from authorisation.cli.main import main

if __name__ == "__main__":
    main()
