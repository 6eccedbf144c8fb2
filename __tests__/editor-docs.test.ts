import { resolve } from "node:path";
import ts from "typescript";
import { blueprintSchema } from "../config/blueprint";
import { leafPaths } from "../config/schema-walk";

const FILE = resolve(__dirname, "../config/blueprint.ts");

/** Every option of the type that a configuration file is written in: path, documentation, tags. */
function documentedOptions(): Map<
  string,
  { readonly text: string; readonly tags: string[]; readonly optional: boolean }
> {
  const program = ts.createProgram([FILE], {
    strict: true,
    module: ts.ModuleKind.CommonJS,
    moduleResolution: ts.ModuleResolutionKind.Node10,
    target: ts.ScriptTarget.ES2022,
    skipLibCheck: true,
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(FILE);
  if (file === undefined) throw new Error(`${FILE} is not there`);
  const options = new Map<string, { text: string; tags: string[]; optional: boolean }>();
  const walk = (type: ts.Type, path: string): void => {
    const parts = type.isUnion() ? type.types : [type];
    for (const part of parts) {
      const element = checker.getIndexTypeOfType(part, ts.IndexKind.Number);
      if (element !== undefined && (part.flags & ts.TypeFlags.StringLike) === 0) walk(element, `${path}[]`);
      else if ((part.flags & ts.TypeFlags.Object) !== 0) {
        // What a record holds: only objects have options, so a text, a number or an unknown value ends here.
        const value = checker.getIndexTypeOfType(part, ts.IndexKind.String);
        if (value !== undefined) walk(value, path === "" ? "*" : `${path}.*`);
        for (const property of part.getProperties()) {
          const child = path === "" ? property.name : `${path}.${property.name}`;
          options.set(child, {
            text: ts.displayPartsToString(property.getDocumentationComment(checker)),
            tags: property.getJsDocTags(checker).map(({ name }) => name),
            optional: (property.flags & ts.SymbolFlags.Optional) !== 0,
          });
          walk(checker.getTypeOfSymbolAtLocation(property, file), child);
        }
      }
    }
  };
  file.forEachChild((node) => {
    if (ts.isTypeAliasDeclaration(node) && node.name.text === "Blueprint") walk(checker.getTypeAtLocation(node), "");
  });
  return options;
}

describe("an editor shows", () => {
  const options = documentedOptions();

  test("every option that the schema takes", () => {
    expect([...options.keys()]).toEqual(expect.arrayContaining(leafPaths(blueprintSchema)));
  });

  test("a sentence for each option", () => {
    const silent = [...options].filter(([, { text }]) => !/^\S.{10,}/.test(text)).map(([path]) => path);
    expect(silent).toEqual([]);
  });

  test("a default for each optional leaf", () => {
    const leaves = new Set(leafPaths(blueprintSchema));
    const lacking = [...options].filter(([path, { tags, optional }]) => {
      return optional && leaves.has(path) && !tags.includes("default");
    });
    expect(lacking.map(([path]) => path)).toEqual([]);
  });
});
