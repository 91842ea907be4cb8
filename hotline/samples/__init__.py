"""Samples of answers: drawn each week by a seed that anybody can check, rated by a supervisor of another unit."""
