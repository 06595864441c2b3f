"""The commands of ``beffroi``: one file a command or group, which brings its ``COMMAND`` under the file's own name."""
