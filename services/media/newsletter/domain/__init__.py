"""The rules of the newsletter: who reads it, how an issue is made, how a mailing goes out. They read no clock."""
