"""Reading mail from a server or a folder. `imapclient` is used here and nowhere else."""
