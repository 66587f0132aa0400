"""Outgoing mail in four modules: compose (render), outbox (queue), dispatch (orchestrate), wire (send)."""
