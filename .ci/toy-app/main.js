// An app without providers: it proves that the CLI starts, deploys and destroys under a given Node.
const { App, DataResource, LocalBackend, TerraformOutput, TerraformStack } = require("cdktf");

const app = new App();
const stack = new TerraformStack(app, "toy");
new LocalBackend(stack, { path: "../../../toy.tfstate" });
const data = new DataResource(stack, "data", { input: { answer: 42 } });
new TerraformOutput(stack, "answer", { value: data.output });
app.synth();
