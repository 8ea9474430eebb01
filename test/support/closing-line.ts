import type { Reporter, TestModule } from 'vitest/node'

/** Ends every run with one plain line that counts tests, for people and for machines. */
export default class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]) {
    const count = { passed: 0, failed: 0, skipped: 0, pending: 0 }
    for (const module of modules) {
      for (const test of module.children.allTests()) count[test.result().state] += 1
    }
    const broken = modules.filter((module) => module.state() === 'failed').length
    const failed = count.failed + (count.failed === 0 ? broken : 0)
    console.log(`\n${count.passed} passed, ${failed} failed, ${count.skipped} skipped`)
  }
}
