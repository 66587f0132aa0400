"""What staff see: the digest, its picture and the workbook of records."""
