"""The whole intake as a state machine: mail, crashes, corrections and decisions in any order, and what must hold."""
