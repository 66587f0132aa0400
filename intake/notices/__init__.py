"""Letters before and beside a decision: withdrawals, reminders, answers to published questions, the update list."""
