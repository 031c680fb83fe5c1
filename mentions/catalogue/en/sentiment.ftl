sentiment-model-missing = There is no tone model “{ $name }”. Name best, fast, a model's folder or its id on a model hub.
sentiment-model-broken = The tone model “{ $name }” cannot be read ({ $reason }). Install Molva again or name another model.
sentiment-torch-missing = The model “{ $name }” needs PyTorch: install molva[torch].
sentiment-labels-unknown = The labels of the model “{ $name }” do not look like tones: { $labels }.
sentiment-line-not-json = The line is not JSON.
sentiment-line-not-object = The line must hold a JSON object.
sentiment-line-without-text = There is no field text with a string.
sentiment-line-brand-not-forms = The field brand must be a list of strings or null.
