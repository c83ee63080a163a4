import Testing

@Suite struct HelpTests {
  @Test(arguments: ["inspect", "compile", "score", "verify", "bench", "operators"])
  func everyCommandSaysHowItIsUsed(_ command: String) throws {
    let run = try CommandLineRun("help", command)
    #expect(run.status == 0)
    try expectGolden(run.output, "help-\(command).txt")
  }

  @Test func theProgramListsItsCommandsAndExitCodes() throws {
    let run = try CommandLineRun("--help")
    #expect(run.status == 0)
    try expectGolden(run.output, "help.txt")
  }
}
