"""Recognising text in pictures of pages: straightened, its rules and tick boxes found, its words read by Tesseract.

`page.recognise` takes one picture and gives what the readers of PDF give of a page: words with boxes, and what is
drawn. It needs numpy and Pillow (the extra ``ocr``) and the program ``tesseract``; `engine.available` says whether
they are there. Which pages are pictures, and how a `Document` is made of them, is `parsers.formats.scan`'s.
"""
