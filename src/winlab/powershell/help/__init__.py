"""Help: comment-based help of functions and scripts, and what is known of cmdlets."""
