"""The rules of a round: the programme pack, its register, triage and checks. Pure: no network, no database."""
