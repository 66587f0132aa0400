"""Programme packs: data, not code. Packaged so that an installed wheel finds them (`intake.round.programme`)."""
