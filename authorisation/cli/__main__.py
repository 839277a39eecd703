"""Run the command line with `python -m authorisation.cli`."""

from authorisation.cli.main import main

if __name__ == "__main__":
    main()
