"""Documents the service writes: the blank form as a fillable PDF and as Word. Nothing here reads a stranger's bytes."""
