"""Every way a completed form is written down: `table.LAYOUTS` lists them; a module holds the layouts of one format."""
