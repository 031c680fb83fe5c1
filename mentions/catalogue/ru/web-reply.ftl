web-reply-text = Ваш ответ
web-reply-help = Ответ появится там же, где упоминание ({ $source }), от имени, которое задано в настройках источника.
web-reply-send = Ответить
web-reply-again = Отправить ещё раз
web-reply-open = открыть
web-reply-pending = отправляется
web-reply-sent = отправлен
web-reply-refused = не принят
