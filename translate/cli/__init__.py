"""The command line: the only part of fr2en that parses arguments, prints and exits."""
