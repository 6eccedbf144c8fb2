/** Adds the test of every row, and one that fails for a row without one. */
export function testEveryRow(rows: readonly string[], tests: Readonly<Record<string, () => Promise<void>>>): void {
  test("every row of the table is provoked by a test of its own", () => {
    expect(Object.keys(tests).sort()).toEqual([...rows].sort());
  });
  test.each(Object.entries(tests))("%s", async (_, body) => {
    await body();
  });
}
