"""The site: Flask talks HTTP, the course decides."""
