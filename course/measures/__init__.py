"""Questions asked before, after and six months later, and what the answers come to."""
