"""A meeting becomes a document: Markdown, HTML, plain text or JSON, from one family of templates."""
