// Dates and times of ISO 8601, in the proleptic Gregorian calendar, without time zones.

/// A point in time by the calendar.
struct CivilTime: Hashable {
  /// Days since 1970-01-01.
  var days: Int
  /// Seconds since midnight, with a fraction.
  var seconds: Double

  /// Seconds since 1970-01-01T00:00:00.
  var total: Double { Double(days) * 86_400 + seconds }

  /// The time so many seconds after 1970-01-01T00:00:00; `nil` beyond the years that are written.
  init?(total: Double) {
    guard total.magnitude < 4e11 else { return nil }
    let days = (total / 86_400).rounded(.down)
    self.init(days: Int(days), seconds: total - days * 86_400)
  }

  init(days: Int, seconds: Double) {
    self.days = days
    self.seconds = seconds
  }

  /// Reads `2004-03-31`, `2004-03-31T13:45:00`, the same with a space, or `13:45:00.5`.
  static func date(_ text: some StringProtocol) -> Int? {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 3, let year = number(parts[0], 4...4), let month = number(parts[1], 1...2),
      let day = number(parts[2], 1...2), (1...12).contains(month),
      (1...length(of: month, year: year)).contains(day)
    else { return nil }
    return days(year: year, month: month, day: day)
  }

  /// Seconds since midnight.
  static func time(_ text: some StringProtocol) -> Double? {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), let hour = number(parts[0], 1...2),
      let minute = number(parts[1], 2...2), hour < 24, minute < 60
    else { return nil }
    guard parts.count == 3 else { return Double(hour * 3600 + minute * 60) }
    guard parts[2].utf8.allSatisfy({ (48...57).contains($0) || $0 == 46 }),
      let second = Double(parts[2]), second < 61
    else { return nil }
    return Double(hour * 3600 + minute * 60) + second
  }

  /// A date and a time, or a date alone at midnight.
  static func dateTime(_ text: some StringProtocol) -> Double? {
    guard let middle = text.firstIndex(where: { $0 == "T" || $0 == " " }) else {
      return date(text).map { Double($0) * 86_400 }
    }
    var clock = text[text.index(after: middle)...]
    if clock.hasSuffix("Z") { clock = clock.dropLast() }
    guard let days = date(text[..<middle]), let seconds = time(clock) else { return nil }
    return CivilTime(days: days, seconds: seconds).total
  }

  private static func number(_ text: some StringProtocol, _ digits: ClosedRange<Int>) -> Int? {
    guard digits.contains(text.utf8.count), text.utf8.allSatisfy({ (48...57).contains($0) }) else {
      return nil
    }
    return Int(text)
  }

  static func length(of month: Int, year: Int) -> Int {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01: years begin in March here, so that leap days come last.
  static func days(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  /// The year, the month and the day.
  var date: (year: Int, month: Int, day: Int) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let month = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * month + 2) / 5 + 1
    let civilMonth = month < 10 ? month + 3 : month - 9
    return (yearOfEra + era * 400 + (civilMonth <= 2 ? 1 : 0), civilMonth, day)
  }

  private static let months = [
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
  ]
  private static let weekdays = [
    "Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday",
  ]

  /// The text of the conversion `%letter` of `strftime`; `nil` for one that is not known.
  func formatted(_ letter: Character) -> String? {
    let date = date
    let whole = Int(seconds)
    let weekday = ((days + 4) % 7 + 7) % 7
    let hour = whole / 3600
    switch letter {
    case "Y": return Self.padded(date.year, 4)
    case "y": return Self.padded(((date.year % 100) + 100) % 100, 2)
    case "m": return Self.padded(date.month, 2)
    case "d": return Self.padded(date.day, 2)
    case "e": return String(date.day)
    case "H": return Self.padded(hour, 2)
    case "k": return String(hour)
    case "I": return Self.padded((hour + 11) % 12 + 1, 2)
    case "l": return String((hour + 11) % 12 + 1)
    case "M": return Self.padded(whole / 60 % 60, 2)
    case "S": return Self.padded(whole % 60, 2)
    case "p": return hour < 12 ? "am" : "pm"
    case "B": return Self.months[date.month - 1]
    case "b", "h": return String(Self.months[date.month - 1].prefix(3))
    case "A": return Self.weekdays[weekday]
    case "a": return String(Self.weekdays[weekday].prefix(3))
    case "j": return Self.padded(days - Self.days(year: date.year, month: 1, day: 1) + 1, 3)
    case "D": return concatenated("m", "/", "d", "/", "y")
    case "F": return concatenated("Y", "-", "m", "-", "d")
    case "T": return concatenated("H", ":", "M", ":", "S")
    case "R": return concatenated("H", ":", "M")
    case "s": return String(Int(total))
    default: return nil
    }
  }

  private func concatenated(_ parts: Character...) -> String {
    parts.map { $0.isLetter ? formatted($0) ?? "" : String($0) }.joined()
  }

  private static func padded(_ number: Int, _ width: Int) -> String {
    let digits = String(number.magnitude)
    return (number < 0 ? "-" : "") + String(repeating: "0", count: max(0, width - digits.count))
      + digits
  }
}
