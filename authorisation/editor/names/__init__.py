"""The names in the files of rules: what each stands for, and every place where it stands."""
