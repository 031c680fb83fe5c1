# Trying the detector on one's own data.
alerts-backtest-line = Line { $line }: a time and a number with a comma between are needed, such as 2026-01-05T14:20:00,43.
alerts-backtest-time = Line { $line }: cannot read the time “{ $text }”. Write 2026-01-05T14:20:00 or 2026-01-05 14:20:00+03:00.
alerts-backtest-value = Line { $line }: cannot read the value “{ $text }”. It must be a number of zero or more; an empty one means “unknown”.
alerts-backtest-order = Line { $line }: the time is not later than in the line before. Sort the lines by time and remove repeated ones.
