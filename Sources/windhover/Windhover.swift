import ArgumentParser

@main
struct Windhover: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "windhover",
    abstract: "Compile trained machine-learning pipelines to tensor programs and score with them.")
}
