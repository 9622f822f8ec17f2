// A vitest reporter of the run's last lines: tests that passed only when tried again, then `N passed, N failed`.
import type { Reporter, TestModule } from 'vitest/node';

class LastLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    let [passed, failed] = [0, errors.length];
    const flaky: string[] = [];
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === 'passed') passed += 1;
        if (state === 'failed') failed += 1;
        const { flaky: again, retryCount } = test.diagnostic() ?? {};
        if (again === true) flaky.push(`passed at try ${(retryCount ?? 0) + 1}: ${test.fullName}\n`);
      }
      // A file that could not be loaded has no tests to fail.
      if (module.state() === 'failed' && [...module.children.allTests()].length === 0) failed += 1;
    }
    // Behind whatever the other reporters have to say.
    process.once('exit', () => process.stdout.write(`${flaky.join('')}${passed} passed, ${failed} failed\n`));
  }
}

export default LastLineReporter;
