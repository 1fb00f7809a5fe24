// The roles that the router assumes to ask about pipelines elsewhere: one in each account of the parameter `accounts`.
// CommonJS, because Serverless Framework loads nothing else on every Node.
module.exports = async ({ resolveVariable }) => {
  const [accounts, role] = await Promise.all([
    resolveVariable('param:accounts'),
    resolveVariable('param:enrichmentRole'),
  ]);
  const ids = String(accounts).split(',').filter(Boolean);
  return ids.map((id) => ({ 'Fn::Sub': `arn:\${AWS::Partition}:iam::${id}:role/${role}` }));
};
