# Сроки ответа. unit: minutes, hours, days.
web-due-filter = Срок ответа
web-due-open = есть
web-due-soon = скоро выйдет
web-due-late = просрочен
web-due-in = ответить за { $count } { $unit ->
    [days] дн.
    [hours] ч
   *[minutes] мин
}
web-due-late-by = просрочено на { $count } { $unit ->
    [days] дн.
    [hours] ч
   *[minutes] мин
}
web-due-until = Ответить до
web-due-answered = Отвечено
web-due-answered-late = позже срока
web-due-settings = Срок ответа
web-due-settings-help = Отсчёт идёт с той минуты, когда упоминание, которое ждёт ответа, пришло в Молву, и кончается ответом или «Готово». Новый срок действует для того, что придёт после.
web-due-usual = Ответить за, минут
web-due-usual-help = 0 – без срока.
web-due-warning = Напомнить за, минут до срока
web-due-warning-help = 0 – не напоминать.
web-due-brands = У бренда свой срок, минут
web-due-brands-help = Пусто – как у всех, 0 – без срока.
