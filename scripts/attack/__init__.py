"""What a service is attacked with, and how it is judged whether it has stood that."""
