"""The command line, one file per group of commands: parse arguments, call services, print a table or JSON, choose the exit code."""
