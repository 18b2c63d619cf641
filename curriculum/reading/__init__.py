"""Reading a course from its files: one reader for each kind of text, and the shelf they take the files from."""
