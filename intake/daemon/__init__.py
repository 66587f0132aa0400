"""Running for months: the lock, the schedule, the service manager, and how a monitor is told how it goes."""
