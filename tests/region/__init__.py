"""Tests of tongcheng.region."""
