"""How the database came to be what it is, step by step. `store.schema` runs these; never edit one that was released."""
