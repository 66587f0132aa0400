"""Showing that everyone was treated alike: audit, case files, fairness, retention and erasure. Nothing here sends."""
