"""Template languages: their tags found in a text, paired into blocks, and hidden from the HTML parser."""
