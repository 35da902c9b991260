"""What a page states about itself beside its text and its dates: title, people, rights, subjects, other languages."""
