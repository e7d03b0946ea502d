// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/stores/installation.h"
#include "tests/app/loadable.h"

namespace outlet::tests {

using namespace Qt::StringLiterals;

/** Ids that say what they belong to: `a...` platforms, `b...` services, `d...` environments. */
inline QString idFor(char kind, int number)
{
    return u"%1%2"_s.arg(QChar::fromLatin1(kind)).arg(number, 7, 10, QChar(u'0')) +
           u"-0000-4000-8000-000000000000"_s;
}

inline const QString aws = idFor('a', 1);
inline const QString snowflakePlatform = idFor('a', 2);
inline const QString databricksPlatform = idFor('a', 3);
inline const QString s3Service = idFor('b', 1);
inline const QString glueService = idFor('b', 2);
inline const QString redshiftService = idFor('b', 3);
inline const QString snowflakeService = idFor('b', 4);
inline const QString databricksService = idFor('b', 5);
inline const QString production = idFor('d', 1);

/** What one environment of the installation below has for a service. */
inline app::stores::ConfigRow itemsRow(int number, const QString &environment,
                                       const QString &platform, const QString &service,
                                       const QString &config)
{
    return {idFor('f', number), environment, platform, service, config};
}

/** One in which everything fits together: five services, one environment. */
inline app::stores::Installation soundInstallation()
{
    app::stores::Installation all;
    all.platforms = {{aws, u"AWS"_s},
                     {snowflakePlatform, u"Snowflake"_s},
                     {databricksPlatform, u"Databricks"_s}};
    const QString table = u"{database}.{table}"_s;
    all.services = {
        {s3Service, u"S3"_s, aws, u"{bucket}/{suffix}/{path}"_s,
         u"{bucket_arn}/{path} in {environment}"_s},
        {glueService, u"Glue"_s, aws, table, u"{database_name}"_s},
        {redshiftService, u"RedShift"_s, aws, table, QString()},
        {snowflakeService, u"Snowflake"_s, snowflakePlatform, u"{database}.{{x}}"_s, table},
        {databricksService, u"Databricks"_s, databricksPlatform, u"{catalog}"_s, u""_s}};
    const QList<std::pair<QString, QString>> owners = {{aws, s3Service},
                                                       {aws, glueService},
                                                       {aws, redshiftService},
                                                       {snowflakePlatform, snowflakeService},
                                                       {databricksPlatform, databricksService}};
    for (int i = 0; const auto &[platform, service] : owners)
        all.serviceConfigs.append({idFor('c', ++i), {}, platform, service, u"[\"clean\"]"_s});
    all.environments = {{production, u"production"_s, u"prd"_s, QString(), true}};
    all.environmentPlatforms = {
        {idFor('e', 1), production, aws, {}, u"{\"aws_account_id\":\"1\",\"aws_region\":\"eu\"}"_s},
        {idFor('e', 2), production, snowflakePlatform, {}, u"{\"login_url\":\"https://s\"}"_s},
        {idFor('e', 3), production, databricksPlatform, {}, u"{\"workspace_urls\":{}}"_s}};
    const QString item = u"[{\"identifier\":\"clean\",\"database_name\":\"p_clean\"}]"_s;
    all.environmentServices = {
        itemsRow(1, production, aws, s3Service,
                 u"[{\"identifier\":\"clean\",\"bucket_name\":\"b\",\"bucket_arn\":\"arn\"}]"_s),
        itemsRow(2, production, aws, glueService, item),
        itemsRow(3, production, snowflakePlatform, snowflakeService, item),
        itemsRow(4, production, databricksPlatform, databricksService, item),
        itemsRow(5, production, aws, redshiftService, item)};
    return all;
}

} // namespace outlet::tests
