web-triage-previous = Предыдущее
web-triage-next = Следующее
web-triage-keys = Клавиши: J и K – по строкам, Enter – открыть, W – в работу, D – готово, X – нерелевантно, N – вернуть в новые.
