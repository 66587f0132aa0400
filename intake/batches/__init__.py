"""Letters and steps that people release together: planned, frozen, shown, released, recalled, carried out."""
