sentiment-model-missing = Модель тональности «{ $name }» не найдена. Укажите best, fast, папку с моделью или её имя в хранилище моделей.
sentiment-model-broken = Модель тональности «{ $name }» не читается ({ $reason }). Установите Молву заново или укажите другую модель.
sentiment-torch-missing = Для модели «{ $name }» нужен PyTorch: установите molva[torch].
sentiment-labels-unknown = Метки модели «{ $name }» не похожи на тональность: { $labels }.
sentiment-line-not-json = Строка не в формате JSON.
sentiment-line-not-object = В строке должен быть объект JSON.
sentiment-line-without-text = Нет поля text со строкой.
sentiment-line-brand-not-forms = Поле brand должно быть списком строк или null.
