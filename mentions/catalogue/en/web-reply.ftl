web-reply-text = Your reply
web-reply-help = The reply will appear where the mention is ({ $source }), in the name that the source's settings give.
web-reply-send = Reply
web-reply-again = Send again
web-reply-open = open
web-reply-pending = being sent
web-reply-sent = sent
web-reply-refused = not taken
