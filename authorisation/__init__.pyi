from authorisation.api import FindingResult as FindingResult
from authorisation.api import GroupResult as GroupResult
from authorisation.api import Monitored as Monitored
from authorisation.api import Pools as Pools
from authorisation.api import Replay as Replay
from authorisation.api import Result as Result
from authorisation.api import Rules as Rules
from authorisation.api import RulesComparison as RulesComparison
from authorisation.api import load as load
from authorisation.api import replay as replay
from authorisation.errors import AuthorisationError as AuthorisationError
from authorisation.errors import InvalidOption as InvalidOption
from authorisation.errors import InvalidRecord as InvalidRecord
from authorisation.errors import InvalidRules as InvalidRules
from authorisation.errors import InvalidSubmission as InvalidSubmission
from authorisation.errors import UnreadableFile as UnreadableFile

__version__: str
